package com.example;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/** Stores an object through the API at API_URL, and prints it as the API gives it back. */
public final class Call {
    public static void main(String[] args) {
        String url = System.getenv("API_URL");
        String bucket = System.getenv("BUCKET");
        try (S3Client s3 = client(url)) {
            s3.putObject(request -> request.bucket(bucket).key("java/hello.txt").contentType("text/plain"), RequestBody.fromString("hello from java"));
            System.out.println(s3.getObjectAsBytes(request -> request.bucket(bucket).key("java/hello.txt")).asUtf8String());
        }
    }

    /** Of S3, but calls an API Gateway: paths begin with the stage and the bucket, and signatures are for the service execute-api. */
    private static S3Client client(String url) {
        S3AuthSchemeProvider schemes = S3AuthSchemeProvider.defaultProvider();
        return S3Client.builder()
                .region(Region.of(System.getenv("AWS_REGION")))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .endpointProvider(parameters -> CompletableFuture.completedFuture(
                        Endpoint.builder().url(URI.create(url + parameters.bucket())).build()))
                .authSchemeProvider(parameters -> schemes.resolveAuthScheme(parameters).stream()
                        .map(scheme -> scheme.toBuilder()
                                .putSignerProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                                .putSignerProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, true)
                                .putSignerProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                                .build())
                        .toList())
                .build();
    }
}

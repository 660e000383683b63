import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/** What a client of S3 needs to work through an API of API Gateway. */
final class ThroughApi {
  private ThroughApi() {}

  /** Signs for API Gateway: the service is execute-api, and the path is encoded once more than S3 has it. */
  static S3AuthSchemeProvider executeApi() {
    S3AuthSchemeProvider ofS3 = S3AuthSchemeProvider.defaultProvider();
    return params -> ofS3.resolveAuthScheme(params).stream().map(option -> option.toBuilder()
        .putSignerProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
        .putSignerProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, true)
        .putSignerProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
        .putSignerProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
        .putSignerProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, false)
        .build()).collect(Collectors.toList());
  }

  static S3ClientBuilder settings(S3ClientBuilder builder) {
    return builder
        .forcePathStyle(true) // an API has one host name: the bucket is a part of the path
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED) // else bodies are sent as aws-chunked, which API Gateway refuses
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(service -> service.chunkedEncodingEnabled(false));
  }

  /** API Gateway says of a HEAD that it has no bytes: the proxy tells the size in a header of its own. */
  static ExecutionInterceptor readSizes() {
    return new ExecutionInterceptor() {
      @Override
      public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        SdkHttpResponse response = context.httpResponse();
        Optional<String> size = response.firstMatchingHeader("x-object-size");
        return size.isEmpty() ? response : response.toBuilder().putHeader("Content-Length", List.of(size.get())).build();
      }
    };
  }
}

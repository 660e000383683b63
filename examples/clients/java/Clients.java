import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

final class Clients {
  private Clients() {}

  static <B extends S3BaseClientBuilder<B, C>, C> C withIam(B builder, String endpoint, String region, AwsCredentialsProvider credentials) {
    // #region iam
    return ThroughApi.settings(builder).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(credentials)
        .putAuthScheme(new ThroughApi.ExecuteApi())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()))
        .build();
    // #endregion
  }

  static <B extends S3BaseClientBuilder<B, C>, C> C withApiKey(B builder, String endpoint, String region, String apiKey) {
    // #region key
    return ThroughApi.settings(builder).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()).putHeader("x-api-key", apiKey))
        .build();
    // #endregion
  }

  static <B extends S3BaseClientBuilder<B, C>, C> C withToken(B builder, String endpoint, String region, String token) {
    // #region bearer
    return ThroughApi.settings(builder).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()).putHeader("Authorization", "Bearer " + token))
        .build();
    // #endregion
  }

  static <B extends S3BaseClientBuilder<B, C>, C> C withNothing(B builder, String endpoint, String region) {
    // #region none
    return ThroughApi.settings(builder).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()))
        .build();
    // #endregion
  }

  static S3AsyncClientBuilder inParts() {
    // #region parts
    return S3AsyncClient.builder().multipartEnabled(true)
        .multipartConfiguration(it -> it.thresholdInBytes(8L * 1024 * 1024).minimumPartSizeInBytes(8L * 1024 * 1024));
    // #endregion
  }

  static S3Presigner presigner(String endpoint, String region, AwsCredentialsProvider credentials) {
    // #region presigner
    return S3Presigner.builder().endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(credentials)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
    // #endregion
  }
}

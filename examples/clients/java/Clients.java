import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

final class Clients {
  private Clients() {}

  static S3Client withIam(String endpoint, String region, AwsCredentialsProvider credentials) {
    // #region iam
    return ThroughApi.settings(S3Client.builder()).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(credentials)
        .putAuthScheme(new ThroughApi.ExecuteApi())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()))
        .build();
    // #endregion
  }

  static S3Client withApiKey(String endpoint, String region, String apiKey) {
    // #region key
    return ThroughApi.settings(S3Client.builder()).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()).putHeader("x-api-key", apiKey))
        .build();
    // #endregion
  }

  static S3Client withToken(String endpoint, String region, String token) {
    // #region bearer
    return ThroughApi.settings(S3Client.builder()).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()).putHeader("Authorization", "Bearer " + token))
        .build();
    // #endregion
  }

  static S3Client withNothing(String endpoint, String region) {
    // #region none
    return ThroughApi.settings(S3Client.builder()).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(it -> it.addExecutionInterceptor(ThroughApi.readSizes()))
        .build();
    // #endregion
  }
}

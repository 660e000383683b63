import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Where clients work, as Place of script/clients/client.ts. */
final class Place {
  final String auth;
  final String endpoint;
  final String region;
  final AwsCredentialsProvider credentials;
  private final String apiKey;
  private final String token;

  Place(JsonNode place) {
    auth = place.get("auth").asText();
    endpoint = place.get("endpoint").asText();
    region = place.get("region").asText();
    credentials = StaticCredentialsProvider.create(credentials(place.get("credentials")));
    apiKey = place.get("apiKey").asText();
    token = place.get("token").asText();
  }

  private static AwsCredentials credentials(JsonNode from) {
    String id = from.get("accessKeyId").asText();
    String secret = from.get("secretAccessKey").asText();
    return from.has("sessionToken") ? AwsSessionCredentials.create(id, secret, from.get("sessionToken").asText()) : AwsBasicCredentials.create(id, secret);
  }

  /** A client as the examples have it. */
  <B extends S3BaseClientBuilder<B, C>, C> C client(B builder) {
    switch (auth) {
      case "iam": return Clients.withIam(builder, endpoint, region, credentials);
      case "key": return Clients.withApiKey(builder, endpoint, region, apiKey);
      case "bearer": return Clients.withToken(builder, endpoint, region, token);
      case "none": return Clients.withNothing(builder, endpoint, region);
      default: return ThroughApi.settings(builder).endpointOverride(URI.create(endpoint)).region(Region.of(region)).credentialsProvider(credentials).build();
    }
  }

  /** A client that nobody told how checksums are sent. */
  S3Client byDefault() {
    boolean signs = auth.equals("iam") || auth.equals("store");
    S3ClientBuilder builder = S3Client.builder().forcePathStyle(true).endpointOverride(URI.create(endpoint)).region(Region.of(region))
        .credentialsProvider(signs ? credentials : AnonymousCredentialsProvider.create())
        .overrideConfiguration(it -> it.putHeader("x-api-key", apiKey));
    if (auth.equals("bearer")) {
      builder.overrideConfiguration(it -> it.putHeader("Authorization", "Bearer " + token));
    }
    if (auth.equals("iam")) {
      builder.putAuthScheme(new ThroughApi.ExecuteApi());
    }
    return builder.build();
  }
}

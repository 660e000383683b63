import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What the SDK makes of several operations: ABOVE of script/clients/client.ts. */
final class Above {
  private static final List<String> OPERATIONS = List.of("ListAll", "Upload", "Download", "PutObjectByDefault", "PresignedGet", "PresignedPut");

  private Above() {}

  static boolean knows(String operation) {
    return OPERATIONS.contains(operation);
  }

  static Object output(Place place, S3Client client, String operation, JsonNode input) throws Exception {
    String bucket = input.get("Bucket").asText();
    if (operation.equals("ListAll")) {
      List<String> keys = client.listObjectsV2Paginator(it -> it.bucket(bucket).prefix(input.get("Prefix").asText())).contents().stream().map(S3Object::key).toList();
      return Map.of("Count", keys.size(), "sha256", Program.described(String.join("\n", keys).getBytes(StandardCharsets.UTF_8)).get("sha256"));
    }
    String key = input.get("Key").asText();
    switch (operation) {
      case "Upload":
        try (S3AsyncClient parts = place.client(Clients.inParts())) {
          parts.putObject(it -> it.bucket(bucket).key(key), AsyncRequestBody.fromBytes(Program.bytes(input.get("Body")))).join();
        }
        return Map.of();
      case "Download":
        try (S3AsyncClient parts = place.client(Clients.inParts())) {
          return Map.of("Body", Program.described(parts.getObject(it -> it.bucket(bucket).key(key), AsyncResponseTransformer.toBytes()).join().asByteArray()));
        }
      case "PutObjectByDefault":
        try (S3Client byDefault = place.byDefault()) {
          return Pojos.read(byDefault.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromBytes(Program.bytes(input.get("Body")))));
        }
      default:
        return Map.of("Url", url(place, operation, bucket, key).toString());
    }
  }

  private static URI url(Place place, String operation, String bucket, String key) throws Exception {
    Duration time = Duration.ofMinutes(15);
    try (S3Presigner presigner = Clients.presigner(place.endpoint, place.region, place.credentials)) {
      PresignedRequest presigned = operation.equals("PresignedGet")
          ? presigner.presignGetObject(it -> it.signatureDuration(time).getObjectRequest(object -> object.bucket(bucket).key(key)))
          : presigner.presignPutObject(it -> it.signatureDuration(time).putObjectRequest(object -> object.bucket(bucket).key(key)));
      return place.auth.equals("iam") ? ThroughApi.presigned(presigned, place.credentials.resolveCredentials(), place.region) : presigned.url().toURI();
    }
  }
}

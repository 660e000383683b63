import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The other end of `openProgram` of script/clients. */
public final class Program {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "software.amazon.awssdk.services.s3.model.";

  private Program() {}

  public static void main(String[] args) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Place place = new Place(JSON.readTree(lines.readLine()));
    S3Client client = place.client(S3Client.builder());
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode call = JSON.readTree(line);
      System.out.write((JSON.writeValueAsString(outcome(place, client, call)) + "\n").getBytes(StandardCharsets.UTF_8));
      System.out.flush();
    }
  }

  private static Map<String, Object> outcome(Place place, S3Client client, JsonNode call) throws Exception {
    try {
      String operation = call.get("operation").asText();
      Object output = Above.knows(operation) ? Above.output(place, client, operation, call.get("input")) : output(client, operation, call.get("input"));
      return Map.of("output", output);
    } catch (InvocationTargetException | CompletionException | AwsServiceException | SdkClientException thrown) {
      Throwable cause = thrown instanceof SdkException ? thrown : thrown.getCause();
      if (cause instanceof SdkClientException unsent) {
        return Map.of("error", Map.of("code", "SdkClientException", "message", unsent.getMessage(), "text", unsent.getMessage()));
      }
      if (!(cause instanceof AwsServiceException error)) {
        throw thrown;
      }
      String code = error.awsErrorDetails().errorCode();
      String message = error.awsErrorDetails().errorMessage();
      boolean hasCode = code != null && !code.isEmpty();
      String shown = error.getMessage().replaceAll(" ?\\(Service: S3, Status Code: \\d+.*", "");
      return Map.of("error", Map.of("code", hasCode ? code : String.valueOf(error.statusCode()), "message", message == null ? "" : message,
          "text", (hasCode ? code : error.statusCode()) + ": " + shown));
    }
  }

  private static Object output(S3Client client, String operation, JsonNode input) throws Exception {
    Class<?> requestType = Class.forName(MODEL + operation + "Request");
    SdkBuilder<?, ?> builder = (SdkBuilder<?, ?>) requestType.getMethod("builder").invoke(null);
    Pojos.fill((SdkPojo) builder, input);
    Object request = builder.build();
    String name = Character.toLowerCase(operation.charAt(0)) + operation.substring(1);
    if (operation.equals("PutObject") || operation.equals("UploadPart")) {
      return Pojos.read((SdkPojo) S3Client.class.getMethod(name, requestType, RequestBody.class).invoke(client, request, RequestBody.fromBytes(bytes(input.get("Body")))));
    }
    Object response = S3Client.class.getMethod(name, requestType).invoke(client, request);
    if (!(response instanceof ResponseInputStream<?> stream)) {
      return Pojos.read((SdkPojo) response);
    }
    Map<String, Object> output = Pojos.read((SdkPojo) stream.response());
    output.put("Body", described(stream.readAllBytes()));
    return output;
  }

  static Map<String, Object> described(byte[] body) throws NoSuchAlgorithmException {
    return Map.of("size", body.length, "sha256", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
  }

  /** See Body of step.ts. */
  static byte[] bytes(JsonNode body) {
    if (body.has("text")) {
      return body.get("text").asText().getBytes(StandardCharsets.UTF_8);
    }
    if (body.has("base64")) {
      return Base64.getDecoder().decode(body.get("base64").asText());
    }
    byte[] bytes = new byte[body.get("size").asInt()];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = (byte) index;
    }
    return bytes;
  }
}

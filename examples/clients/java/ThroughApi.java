import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.BaseSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/** What a client of S3 needs to work through an API of API Gateway. */
final class ThroughApi {
  private ThroughApi() {}

  // #region settings
  static <B extends S3BaseClientBuilder<B, ?>> B settings(B builder) {
    return builder
        .forcePathStyle(true) // an API has one host name: the bucket is a part of the path
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED) // else bodies are sent as aws-chunked, which API Gateway refuses
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(it -> it.chunkedEncodingEnabled(false));
  }
  // #endregion

  // #region signer
  /** Signs for API Gateway: the service is execute-api, the path is encoded once more than S3 has it, and the body is signed whole. */
  static final class ExecuteApi implements AwsV4AuthScheme, AwsV4HttpSigner {
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    @Override
    public String schemeId() {
      return AwsV4AuthScheme.SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
      return providers.identityProvider(AwsCredentialsIdentity.class);
    }

    @Override
    public AwsV4HttpSigner signer() {
      return this;
    }

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
      // As the SDK's HTTP client sends it, after the signature.
      String path = request.request().encodedPath().replace("//", "/%2F");
      return signer.sign(request.copy(it -> forApi(it.request(request.request().copy(sent -> sent.encodedPath(path))))));
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      return signer.signAsync(request.copy(it -> forApi(it)));
    }

    private static void forApi(BaseSignRequest.Builder<?, ?, ?> request) {
      request.putProperty(SERVICE_SIGNING_NAME, "execute-api");
      request.putProperty(DOUBLE_URL_ENCODE, true);
      request.putProperty(NORMALIZE_PATH, true);
      request.putProperty(PAYLOAD_SIGNING_ENABLED, true);
    }
  }
  // #endregion

  // #region presigned
  /** What S3Presigner presigned, for API Gateway: it takes no scheme, and its own signs for s3. The body is taken for empty. */
  static URI presigned(PresignedRequest presigned, AwsCredentialsIdentity credentials, String region) {
    SdkHttpRequest.Builder unsigned = presigned.httpRequest().toBuilder();
    presigned.httpRequest().rawQueryParameters().keySet().stream().filter(name -> name.startsWith("X-Amz-")).forEach(unsigned::removeQueryParameter);
    Consumer<SignRequest.Builder<AwsCredentialsIdentity>> request = it -> it.identity(credentials).request(unsigned.build())
        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.between(Instant.now(), presigned.expiration()));
    return new ExecuteApi().sign(SignRequest.builder(credentials).applyMutation(request).build()).request().getUri();
  }
  // #endregion

  // #region readSizes
  private static final Pattern PIECE = Pattern.compile("bytes (\\d+)-(\\d+)/.*");

  /** API Gateway may say of a HEAD that it has no bytes: the size is in a header of the proxy's own, that of a piece in Content-Range. */
  static ExecutionInterceptor readSizes() {
    return new ExecutionInterceptor() {
      @Override
      public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        SdkHttpResponse response = context.httpResponse();
        if (!(context.request() instanceof HeadObjectRequest)) {
          return response;
        }
        Matcher piece = PIECE.matcher(response.firstMatchingHeader("Content-Range").orElse(""));
        String size = piece.matches() ? String.valueOf(Long.parseLong(piece.group(2)) - Long.parseLong(piece.group(1)) + 1)
            : response.firstMatchingHeader("x-object-size").orElse(null);
        return size == null ? response : response.toBuilder().putHeader("Content-Length", List.of(size)).build();
      }
    };
  }
  // #endregion
}

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** What a client of S3 needs to work through an API of API Gateway. */
final class ThroughApi {
  private ThroughApi() {}

  static S3ClientBuilder settings(S3ClientBuilder builder) {
    return builder
        .forcePathStyle(true) // an API has one host name: the bucket is a part of the path
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED) // else bodies are sent as aws-chunked, which API Gateway refuses
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(it -> it.chunkedEncodingEnabled(false));
  }

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
      return signer.sign(request.copy(it -> it
          .request(request.request().copy(sent -> sent.encodedPath(path)))
          .putProperty(SERVICE_SIGNING_NAME, "execute-api")
          .putProperty(DOUBLE_URL_ENCODE, true)
          .putProperty(NORMALIZE_PATH, true)
          .putProperty(PAYLOAD_SIGNING_ENABLED, true)));
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      throw new UnsupportedOperationException("S3AsyncClient");
    }
  }
  // #endregion

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

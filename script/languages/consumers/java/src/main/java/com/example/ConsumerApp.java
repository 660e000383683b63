package com.example;

import io.github.cdks3proxyapi.AddOperationsOptions;
import io.github.cdks3proxyapi.AddRouteOptions;
import io.github.cdks3proxyapi.BucketTargetOptions;
import io.github.cdks3proxyapi.CannedAcl;
import io.github.cdks3proxyapi.KeyPrefix;
import io.github.cdks3proxyapi.PathStyleOptions;
import io.github.cdks3proxyapi.S3Acl;
import io.github.cdks3proxyapi.S3Integration;
import io.github.cdks3proxyapi.S3Operation;
import io.github.cdks3proxyapi.S3Operations;
import io.github.cdks3proxyapi.S3Proxy;
import io.github.cdks3proxyapi.S3ProxyApi;
import io.github.cdks3proxyapi.S3ProxyAuth;
import io.github.cdks3proxyapi.S3Target;
import io.github.cdks3proxyapi.StatusMapping;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.CorsOptions;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.cognito.UserPool;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.ObjectOwnership;

public final class ConsumerApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "Consumer");
        Bucket bucket = new Bucket(stack, "Bucket");

        // The objects of one bucket, read only, for callers who sign with IAM.
        S3ProxyApi.Builder.create(stack, "Files").target(S3Target.bucket(bucket)).build();

        // The tutorial of the API Gateway developer guide, whole.
        S3ProxyApi.Builder.create(stack, "MyS3")
                .target(S3Target.account(PathStyleOptions.builder().bucketParameter("folder").keyParameter("item").build()))
                .operations(S3Operations.TUTORIAL)
                .statusMapping(StatusMapping.coarse())
                .responseHeaders(Map.of("Timestamp", "Date"))
                .build();

        // A web app in which everyone who signs in has files of their own.
        Bucket userBucket = Bucket.Builder.create(stack, "UserBucket").objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED).build();
        S3ProxyApi.Builder.create(stack, "UserFiles")
                .target(S3Target.bucket(userBucket, BucketTargetOptions.builder().prefix(KeyPrefix.claim("sub")).build()))
                .operations(S3Operations.READ_WRITE.plus(S3Operation.GET_OBJECT_TAGGING))
                .auth(S3ProxyAuth.cognito(List.of(new UserPool(stack, "UserPool"))))
                .acl(S3Acl.clientChoice(List.of(CannedAcl.PRIVATE, CannedAcl.BUCKET_OWNER_FULL_CONTROL)))
                .userMetadata(List.of("title"))
                .cors(CorsOptions.builder().allowOrigins(List.of("https://app.example.com")).build())
                .build();

        // URLs of one's own in an API that is there already: everybody reads, callers who sign write.
        RestApi api = RestApi.Builder.create(stack, "Api").binaryMediaTypes(List.of("*/*")).cloudWatchRole(false).build();
        S3Proxy invoices = S3Proxy.Builder.create(stack, "Invoices")
                .resource(api.getRoot().addResource("invoices"))
                .target(S3Target.bucket(bucket))
                .build();
        invoices.addRoute(AddRouteOptions.builder()
                .path("by-year/{year}/{id}")
                .operation(S3Operation.GET_OBJECT)
                .key("archive/{year}/{id}.pdf")
                .auth(S3ProxyAuth.none())
                .build());
        invoices.addOperations(AddOperationsOptions.builder()
                .operations(S3Operations.of(S3Operation.PUT_OBJECT))
                .auth(S3ProxyAuth.iam())
                .build());

        // One method, with the integration class that aws-cdk-lib lacks.
        S3Integration logo = S3Integration.Builder.create().operation(S3Operation.GET_OBJECT).bucket(bucket).key("logo.png").build();
        logo.addTo(api.getRoot().addResource("logo"));

        app.synth();
    }
}

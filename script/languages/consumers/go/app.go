package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	s3proxy "github.com/cdk-s3-proxy-api/cdk-s3-proxy-api-go/cdks3proxyapi"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Consumer"), nil)
	bucket := awss3.NewBucket(stack, jsii.String("Bucket"), nil)

	// The objects of one bucket, read only, for callers who sign with IAM.
	s3proxy.NewS3ProxyApi(stack, jsii.String("Files"), &s3proxy.S3ProxyApiProps{Target: s3proxy.S3Target_Bucket(bucket, nil)})

	// The tutorial of the API Gateway developer guide, whole.
	s3proxy.NewS3ProxyApi(stack, jsii.String("MyS3"), &s3proxy.S3ProxyApiProps{
		Target: s3proxy.S3Target_Account(&s3proxy.PathStyleOptions{
			BucketParameter: jsii.String("folder"),
			KeyParameter:    jsii.String("item"),
		}),
		Operations:      s3proxy.S3Operations_TUTORIAL(),
		StatusMapping:   s3proxy.StatusMapping_Coarse(),
		ResponseHeaders: &map[string]*string{"Timestamp": jsii.String("Date")},
	})

	// A web app in which everyone who signs in has files of their own.
	userBucket := awss3.NewBucket(stack, jsii.String("UserBucket"), &awss3.BucketProps{
		ObjectOwnership: awss3.ObjectOwnership_BUCKET_OWNER_PREFERRED,
	})
	s3proxy.NewS3ProxyApi(stack, jsii.String("UserFiles"), &s3proxy.S3ProxyApiProps{
		Target: s3proxy.S3Target_Bucket(userBucket, &s3proxy.BucketTargetOptions{
			Prefix: s3proxy.KeyPrefix_Claim(jsii.String("sub"), nil),
		}),
		Operations: s3proxy.S3Operations_READ_WRITE().Plus(s3proxy.S3Operation_GET_OBJECT_TAGGING),
		Auth: s3proxy.S3ProxyAuth_Cognito(&[]awscognito.IUserPool{
			awscognito.NewUserPool(stack, jsii.String("UserPool"), nil),
		}, nil),
		Acl: s3proxy.S3Acl_ClientChoice(&[]s3proxy.CannedAcl{
			s3proxy.CannedAcl_PRIVATE,
			s3proxy.CannedAcl_BUCKET_OWNER_FULL_CONTROL,
		}),
		UserMetadata: jsii.Strings("title"),
		Cors:         &awsapigateway.CorsOptions{AllowOrigins: jsii.Strings("https://app.example.com")},
	})

	// URLs of one's own in an API that is there already: everybody reads, callers who sign write.
	api := awsapigateway.NewRestApi(stack, jsii.String("Api"), &awsapigateway.RestApiProps{
		BinaryMediaTypes: jsii.Strings("*/*"),
		CloudWatchRole:   jsii.Bool(false),
	})
	invoices := s3proxy.NewS3Proxy(stack, jsii.String("Invoices"), &s3proxy.S3ProxyProps{
		Resource: api.Root().AddResource(jsii.String("invoices"), nil),
		Target:   s3proxy.S3Target_Bucket(bucket, nil),
	})
	invoices.AddRoute(&s3proxy.AddRouteOptions{
		Path:      jsii.String("by-year/{year}/{id}"),
		Operation: s3proxy.S3Operation_GET_OBJECT,
		Key:       jsii.String("archive/{year}/{id}.pdf"),
		Auth:      s3proxy.S3ProxyAuth_None(),
	})
	invoices.AddOperations(&s3proxy.AddOperationsOptions{
		Operations: s3proxy.S3Operations_Of(s3proxy.S3Operation_PUT_OBJECT),
		Auth:       s3proxy.S3ProxyAuth_Iam(nil),
	})

	// One method, with the integration class that aws-cdk-lib lacks.
	logo := s3proxy.NewS3Integration(&s3proxy.S3IntegrationProps{
		Operation: s3proxy.S3Operation_GET_OBJECT,
		Bucket:    bucket,
		Key:       jsii.String("logo.png"),
	})
	logo.AddTo(api.Root().AddResource(jsii.String("logo"), nil), nil)

	app.Synth(nil)
}

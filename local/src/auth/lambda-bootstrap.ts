/**
 * What runs in the process of a Lambda function: it answers one event after the other, over the channel of the process. It is a text, because
 * it has to run where there is neither this package's folder nor a compiler.
 *
 * Messages in: `{ event, deadline, requestId }`. Messages out: `{ result }`, `{ error }` (a text), or `{ broken }` when the code cannot be loaded.
 */
export const LAMBDA_BOOTSTRAP = String.raw`
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const [module, name] = (() => {
  const at = process.env._HANDLER.lastIndexOf('.');
  return [process.env._HANDLER.slice(0, at), process.env._HANDLER.slice(at + 1)];
})();

async function load() {
  const base = resolve(process.env.LAMBDA_TASK_ROOT, module);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync);
  if (!file) throw new Error('Cannot find module ' + module);
  const loaded = await import(pathToFileURL(file).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw new Error(process.env._HANDLER + ' is undefined or not exported');
  return handler;
}

// What API Gateway reads of an error is its message; callbacks may give a text alone.
const textOf = (error) => (error !== null && typeof error === 'object' && 'message' in error ? String(error.message) : String(error));

function invoke(handler, { event, deadline, requestId }) {
  return new Promise((succeed, fail) => {
    const done = (error, result) => (error === undefined || error === null ? succeed(result) : fail(error));
    const context = {
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: '$LATEST',
      invokedFunctionArn: process.env.S3_PROXY_LOCAL_FUNCTION_ARN,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      getRemainingTimeInMillis: () => deadline - Date.now(),
      done,
      fail,
      succeed,
    };
    const returned = handler(event, context, done);
    if (returned && typeof returned.then === 'function') returned.then(succeed, fail);
  });
}

load().then(
  (handler) => {
    process.on('message', (message) => {
      new Promise((settle) => settle(invoke(handler, message))).then(
        (result) => process.send({ result: result === undefined ? null : result }),
        (error) => process.send({ error: textOf(error) }),
      );
    });
    process.send({ ready: true });
  },
  (error) => process.send({ broken: textOf(error) }),
);
`;

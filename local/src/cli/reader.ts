/** Ends the program, without an error, when nobody reads what it writes any more, as in `s3-proxy-local | head`. */
export function endWithReader(end: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
      end();
    });
  }
}

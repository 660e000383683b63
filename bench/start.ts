import { spawn } from 'child_process';
import { connect } from 'net';
import { join } from 'path';
import { setTimeout } from 'timers/promises';
import { LOCAL } from './processes';
import { median } from './statistics';
import { CALLER, Store } from './stores';
import { BenchTemplate } from './template';
import { freePort } from '../script/suites/free-port';

const PATIENCE_MILLIS = 30_000;

/** Milliseconds from the start of the command until it accepts a connection. */
export async function measureStart(store: Store, template: BenchTemplate, rounds: number): Promise<number> {
  const millis: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const taken = await startOnce(store, template);
    // The first one reads everything from the disk.
    if (round > 0) {
      millis.push(taken);
    }
  }
  return median(millis);
}

async function startOnce(store: Store, template: BenchTemplate): Promise<number> {
  const port = await freePort(2); // an API each
  const begin = performance.now();
  const child = spawn(process.execPath, [join(LOCAL, 'cli', 'main.js'), template.file, '--s3', store.s3.endpoint, '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, S3_ACCESS_KEY_ID: CALLER.accessKeyId, S3_SECRET_ACCESS_KEY: CALLER.secretAccessKey },
  });
  const ended = new Promise((done) => child.once('exit', done));
  try {
    while (!await accepts(port)) {
      if (child.exitCode !== null || performance.now() - begin > PATIENCE_MILLIS) {
        throw new Error('s3-proxy-local does not start');
      }
      await setTimeout(1);
    }
    return performance.now() - begin;
  } finally {
    child.kill();
    await ended;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      answer(true);
    });
    socket.on('error', () => answer(false));
  });
}

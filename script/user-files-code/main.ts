import { takePictures } from './pictures';
import { closeAll } from '../../local/test/support/gateway';
import { startUserFiles, UserFiles } from '../../test/support/user-files';

const PEOPLE = ['anna@example.com', 'bert@example.com'];
const PASSWORD = 'Pass-word-1';

async function keep(world: UserFiles): Promise<void> {
  for (const name of PEOPLE) {
    await world.addUser(name, PASSWORD);
  }
  console.log(`The page: ${world.url}`);
  console.log(`Sign in as ${PEOPLE.join(' or ')}, password ${PASSWORD}. Each has files of their own. Ctrl-C ends it.`);
  await new Promise<void>(end => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(signal => process.once(signal, () => end())));
}

async function main(): Promise<void> {
  try {
    const world = await startUserFiles({ log: console.error });
    await (process.argv.includes('--pictures') ? takePictures(world) : keep(world));
  } finally {
    await closeAll();
  }
}

main().catch((error: Error) => {
  console.error(`script/user-files: ${error.message}`);
  process.exitCode = 1;
});

import { Call } from './call';
import { Endpoint } from './client';
import { PNG, TEXT } from './contents';
import { colour, title } from './print';
import { createBucket, upload } from './tutorial';

/** What is there to play with. */
export function playground(region: string): Call[] {
  return [createBucket(region), upload('hello.txt', TEXT, 'a text'), upload('pixels.png', PNG, 'a picture')];
}

/** Lines that may be copied into another terminal. */
export function printCurlLines(tutorial: Endpoint, oneBucket: Endpoint): void {
  const { region, caller } = tutorial;
  title('It keeps running: Ctrl-C ends it. To try in another terminal (curl 7.75 or later signs):');
  const lines: Array<[comment: string, ...commands: string[]]> = [
    ['once, how to sign', `sign=(--aws-sigv4 aws:amz:${region}:execute-api --user ${caller.accessKeyId}:${caller.secretAccessKey})`],
    ['the tutorial', `api=${tutorial.url}`],
    ['list buckets, list objects, get one', 'curl -i "${sign[@]}" "$api"', 'curl -i "${sign[@]}" "${api}demo-photos"', 'curl -i "${sign[@]}" "${api}demo-photos/hello.txt"'],
    ['a picture that an image viewer opens', 'curl "${sign[@]}" "${api}demo-photos/pixels.png" -o pixels.png'],
    ['upload, by its type', 'curl -i "${sign[@]}" -X PUT -H "Content-Type: image/png" --data-binary @pixels.png "${api}demo-photos/copy.png"'],
    ['part of it, delete it', 'curl -i "${sign[@]}" -H "Range: bytes=1-3" "${api}demo-photos/copy.png"', 'curl -i "${sign[@]}" -X DELETE "${api}demo-photos/copy.png"'],
    ['unsigned', 'curl -i "${api}demo-photos"'],
    ['the other API: one bucket, exact statuses', `files=${oneBucket.url}`, 'curl -i "${sign[@]}" -X PUT -H "Content-Type: text/plain" --data-binary hello "${files}notes/today.txt"',
      'curl -i "${sign[@]}" "${files}notes/today.txt"', 'curl -i "${sign[@]}" "${files}notes/unknown"'],
  ];
  for (const [comment, ...commands] of lines) {
    console.log(`\n  ${colour('dim', `# ${comment}`)}`);
    commands.forEach(command => console.log(`  ${command}`));
  }
}

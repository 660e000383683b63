import { ABOVE } from '../client';
import { LARGE } from './limits';
import { Body, Buckets, Step, text, works } from '../step';

const FILES: Readonly<Record<string, Body>> = {
  'a.txt': text('first'), 'empty': text(''), 'gone.txt': text('gone'), 'sub/zwei wörter.txt': text('grüße'), 'sub/deeper/100%.bin': { size: 1000 },
};
/** One of them is gone, one is changed, one is new. */
const { 'gone.txt': _, ...KEPT } = FILES;
const CHANGED = { ...KEPT, 'a.txt': text('changed'), 'new.txt': text('new') };

/** What tools do with whole folders. */
export const folderSteps = ({ limits: Bucket }: Buckets): Step[] => {
  const [folder, large] = [{ Bucket, Prefix: 'files' }, { Bucket, Prefix: 'large-files' }];
  const full = `${Bucket}-full`;
  return [
    works('a folder is uploaded', ABOVE.UPLOAD_FOLDER, { ...folder, Files: FILES }),
    { ...works('a folder is downloaded', ABOVE.DOWNLOAD_FOLDER, folder), needs: ['a folder is uploaded'] },
    works('a folder with 11 MB is uploaded', ABOVE.UPLOAD_FOLDER, { ...large, Files: { 'large.bin': { size: LARGE }, 'small.txt': text('small') } }),
    { ...works('a folder with 11 MB is downloaded', ABOVE.DOWNLOAD_FOLDER, large), needs: ['a folder with 11 MB is uploaded'] },
    works('a folder is synchronized', ABOVE.SYNC_FOLDER, { ...folder, Files: CHANGED }),
    { ...works('a folder is deleted', ABOVE.DELETE_FOLDER, large), needs: ['a folder with 11 MB is uploaded'] },
    works('a bucket to delete with an object is made', 'CreateBucket', { Bucket: full }),
    works('an object in it', 'PutObject', { Bucket: full, Key: 'any', Body: text('any') }),
    works('a bucket is deleted with all that is in it', ABOVE.DELETE_FULL_BUCKET, { Bucket: full }),
  ];
};

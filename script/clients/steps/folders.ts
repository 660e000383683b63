import { FOLDERS } from '../client';
import { LARGE } from './limits';
import { Body, Buckets, Step, text, works } from '../step';

const FILES: Readonly<Record<string, Body>> = {
  'a.txt': text('first'), 'empty': text(''), 'gone.txt': text('gone'), 'sub/zwei wörter.txt': text('grüße'), 'sub/deeper/100%.bin': { size: 1000 },
};
/** One of them is gone, one is as long as it was, one is new. */
const { 'gone.txt': _, ...KEPT } = FILES;
const CHANGED = { ...KEPT, 'a.txt': text('other'), 'new.txt': text('new') };

/** What tools do with whole folders. */
export const folderSteps = ({ limits: Bucket }: Buckets): Step[] => {
  const [folder, large] = [{ Bucket, Prefix: 'files' }, { Bucket, Prefix: 'large-files' }];
  const full = `${Bucket}-full`;
  return [
    works('a folder is uploaded', FOLDERS.UPLOAD, { ...folder, Files: FILES }),
    { ...works('a folder is downloaded', FOLDERS.DOWNLOAD, folder), needs: ['a folder is uploaded'] },
    { ...works('a folder is downloaded again', FOLDERS.DOWNLOAD_AGAIN, folder), needs: ['a folder is uploaded'] },
    works('a folder with 11 MB is uploaded', FOLDERS.UPLOAD, { ...large, Files: { 'large.bin': { size: LARGE }, 'small.txt': text('small') } }),
    { ...works('a folder with 11 MB is downloaded', FOLDERS.DOWNLOAD, large), needs: ['a folder with 11 MB is uploaded'] },
    works('a folder is synchronized', FOLDERS.SYNCHRONIZE, { ...folder, Files: CHANGED }),
    { ...works('a folder is deleted', FOLDERS.DELETE, large), needs: ['a folder with 11 MB is uploaded'] },
    works('a bucket to delete with an object is made', 'CreateBucket', { Bucket: full }),
    works('an object in it', 'PutObject', { Bucket: full, Key: 'any', Body: text('any') }),
    works('a bucket is deleted with all that is in it', FOLDERS.DELETE_BUCKET, { Bucket: full }),
  ];
};

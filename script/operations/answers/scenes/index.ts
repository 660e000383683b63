import { BUCKET_SCENES } from './bucket';
import { LISTING_SCENES } from './listing';
import { MULTIPART_SCENES } from './multipart';
import { OBJECT_SCENES } from './object';
import { SETTINGS_SCENES } from './settings';
import { Scenes } from '../scene';

/** Scenes of each operation. */
export const SCENES: Scenes = { ...BUCKET_SCENES, ...LISTING_SCENES, ...OBJECT_SCENES, ...MULTIPART_SCENES, ...SETTINGS_SCENES };

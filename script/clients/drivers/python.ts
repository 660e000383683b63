import { join } from 'path';
import { Client, Place, Session } from '../client';
import { openProgram } from '../program';

const PYTHON = join(__dirname, '../../../.tools/venv/bin/python3');

const open = (program: string) => (place: Place): Promise<Session> => openProgram([PYTHON, join(__dirname, program)], place, {
  AWS_CA_BUNDLE: place.ca,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  PYTHONDONTWRITEBYTECODE: '1',
});

/** In one process: each command would load Python and the model of S3 anew. */
export const awsCli: Client = {
  name: 'aws-cli',
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: 'An error occurred ({code}) when calling the {operation} operation: {message}',
  can: () => true,
  open: open('aws_cli_program.py'),
};

export const boto3: Client = {
  name: 'boto3',
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: 'An error occurred ({code}) when calling the {operation} operation: {message}',
  can: () => true,
  open: open('boto3_program.py'),
};

import { join } from 'path';
import { ABOVE, Client } from '../client';
import { openProgram } from '../program';

export const PYTHON = join(__dirname, '../../../.tools/venv/bin/python3');

/** Without what the machine or its user has set. */
export const PYTHON_ENVIRONMENT = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  PYTHONDONTWRITEBYTECODE: '1',
};

const python = (name: string, program: string, without: readonly string[]): Client => ({
  name,
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: 'An error occurred ({code}) when calling the {operation} operation: {message}',
  takesSessionToken: true,
  readsSizes: true,
  can: operation => !without.includes(operation),
  open: place => openProgram([PYTHON, join(__dirname, program)], place, { AWS_CA_BUNDLE: place.ca, ...PYTHON_ENVIRONMENT }),
});

export const boto3 = python('boto3', 'boto3_program.py', [ABOVE.PRESIGNED_PUT_OF_BODY]);

/** In one process: each command would load Python and the model of S3 anew. */
export const awsCli = python('aws-cli', 'aws_cli_program.py', [ABOVE.PRESIGNED_PUT, ABOVE.PRESIGNED_PUT_OF_BODY]);

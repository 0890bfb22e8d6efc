/*
 * Loaded before a program of these tests (`node --import`): the program ends when the process that
 * started it is gone, however that one ended. The channel to it does not keep the program alive.
 */
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('disconnect', () => process.exit(1));
  process.channel?.unref();
}

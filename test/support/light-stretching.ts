import { type Stretching, stretchingFloor } from '../../src/auth/stretching.ts';

/*
 * Most of what a login cost a test was the stretching of its password. To import this file lets the clients of this
 * process agree to next to none; programs in processes of their own know nothing of it.
 */

/** The least that clients agree to in processes of their own: for a server that such programs log in to. */
export const leastStretching: Stretching = { ...stretchingFloor };

/** Costs a test nothing, for a server whose clients run in this process. */
export const lightStretching: Stretching = { iterations: 1, memory: 16, parallelism: 1 };

Object.assign(stretchingFloor, lightStretching);

import type { SignUpMode } from '../words/sign-up-mode.ts';

/** The meaning of each sign-up mode to a newcomer. */
export const signUpMeanings: Readonly<Record<SignUpMode, string>> = {
  open: 'whoever can reach this server may make an account',
  approve: 'newcomers wait until you /admit them',
  invite: 'newcomers need a code from /invite',
  closed: 'nobody new can join',
};

/** The ways a line takes newcomers. */
export const signUpModes = ['open', 'approve', 'invite', 'closed'] as const;

/** How a line takes newcomers. */
export type SignUpMode = (typeof signUpModes)[number];

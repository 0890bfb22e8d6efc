/** All roles. */
export const roles = ['operator', 'member'] as const;

/** The role of a person at the line: an operator has powers, a member talks. */
export type Role = (typeof roles)[number];

/** All roles. */
export const roles = ['operator', 'member'] as const;

/** What a person at the line may do: an operator has powers, a member talks. */
export type Role = (typeof roles)[number];

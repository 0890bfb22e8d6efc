/** What a person at the line may do: the operator has powers, a member talks. */
export type Role = 'operator' | 'member';

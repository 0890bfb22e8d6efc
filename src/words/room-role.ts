/** All roles in a room, the one with the most powers first. */
export const roomRoles = ['owner', 'operator', 'member'] as const;

/** The role of a person in a named room: owners may do everything, operators moderate, members talk. */
export type RoomRole = (typeof roomRoles)[number];

/** Whether the one role has the powers of the other. */
export function isAtLeast(one: RoomRole, other: RoomRole): boolean {
  return roomRoles.indexOf(one) <= roomRoles.indexOf(other);
}

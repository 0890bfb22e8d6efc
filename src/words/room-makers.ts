/** Who may make rooms on a line: everybody who is admitted, or only its operators. */
export const roomMakers = ['anyone', 'operators'] as const;

/** Who may make rooms on a line. */
export type RoomMakers = (typeof roomMakers)[number];

/** Bytes of every text in the bench. */
export const textBytes = 100;

/**
 * Counts what changes who may do what in rooms: memberships, roles and settings. Whoever keeps the answers looks
 * again when it has counted on.
 */
export class RoomChanges {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Something has changed. */
  add(): void {
    this.#count += 1;
  }
}

/** What the clients of a brawl were let do. Counted while measuring. */
export class BrawlTally {
  turns = 0;
  /** Turns that were due while the avatar lay, or while no verified client saw it. */
  turnsFallen = 0;
  turnsUnseen = 0;

  beginMeasuring(): void {
    this.turns = 0;
    this.turnsFallen = 0;
    this.turnsUnseen = 0;
  }
}

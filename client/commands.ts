import {
  ABSENCES,
  type AbsenceName,
  GEAR_PLACES,
  type GearPlace,
  POSTURES,
  type PostureName,
} from '../src/protocol/battle-words.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import type { ClientEvents } from './client-events.ts';
import { Emitter } from './emitter.ts';
import { HEADINGS, UNITS_PER_METER } from './kinematics.ts';

/** What a player can tell the server to do. Each returns the sequence of its order; the event answered names it. */
export abstract class Commands extends Emitter<ClientEvents> {
  /** Queues an order, to be sent with all others of the moment. Returns its sequence. */
  protected abstract order(op: number, a: number, b: number): number;

  /** Which use of its id an entity is, as far as the client knows: ids are given again. */
  protected abstract generationOf(entity: number): number | undefined;

  /** Orders the avatar to a point, in meters from the world's north-west corner. Returns the order's sequence. */
  moveTo(xMeters: number, yMeters: number): number {
    return this.order(
      ORDER.moveTo,
      Math.round(xMeters * UNITS_PER_METER),
      Math.round(yMeters * UNITS_PER_METER),
    );
  }

  /** Orders the avatar to walk on: heading in turns (0 east, 0.25 south), percent of its speed, 1-100. */
  moveDirection(headingTurns: number, percent = 100): number {
    const heading = Math.round((headingTurns - Math.floor(headingTurns)) * HEADINGS) % HEADINGS;
    return this.order(ORDER.moveDirection, heading, Math.round(percent));
  }

  /** Orders the avatar to stand still. Returns the sequence. */
  stop(): number {
    return this.order(ORDER.stop, 0, 0);
  }

  /** Sets the avatar to work at a control point: 1 capture, 2 defend, 3 extract, 4 protect, 5 gather, 0 give up. */
  objective(kind: number, controlPoint: number): number {
    return this.order(ORDER.objective, kind, controlPoint);
  }

  /** Asks for the best way of the own faction between two districts; on its channel the event routeProposed answers. */
  planRoute(fromDistrict: number, toDistrict: number): number {
    return this.order(ORDER.planRoute, fromDistrict, toDistrict);
  }

  /** Sets the avatar to guard a convoy of its faction; 0 gives it up. */
  escort(convoy: number): number {
    return this.order(ORDER.escort, convoy, this.#useOf(convoy));
  }

  /** Sets the avatar to attack a convoy of another faction. */
  raid(convoy: number): number {
    return this.order(ORDER.raid, convoy, this.#useOf(convoy));
  }

  /** Tells a convoy what to do on bad roads: 0 careful, 1 bold, 2 retreat. */
  convoyStance(convoy: number, stance: number): number {
    return this.order(ORDER.convoyStance, convoy, stance + 4 * this.#useOf(convoy));
  }

  /** Has the avatar strike at an enemy in sight for as long as it can; 0 breaks it off. */
  attack(entity: number): number {
    return this.order(ORDER.attack, entity, this.#useOf(entity));
  }

  /** What the avatar does in a fight of its own accord: strike back, choose enemies in reach, or not strike. */
  posture(posture: PostureName): number {
    return this.order(ORDER.posture, POSTURES.indexOf(posture), 0);
  }

  /**
   * What the avatar does while the player is away: stay, retreat to the nearest own place, or go with the squads of its
   * faction. It holds until another is ordered.
   */
  absence(stance: AbsenceName): number {
    return this.order(ORDER.absence, ABSENCES.indexOf(stance), 0);
  }

  /** Wears what lies at a place of the bag (0-5), or puts there what is worn at `from`. */
  equip(place: number, from?: GearPlace): number {
    return this.order(ORDER.equip, place, from === undefined ? 0 : 1 + GEAR_PLACES.indexOf(from));
  }

  /** Uses up a thing at a place of the bag, 0-5. */
  use(place: number): number {
    return this.order(ORDER.useItem, place, 0);
  }

  /** An order is carried out a moment later: by then the id may be another's, and that one is not meant. */
  #useOf(entity: number): number {
    const generation = this.generationOf(entity);
    return generation === undefined ? 0 : 1 + generation;
  }
}

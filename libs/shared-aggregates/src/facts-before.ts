import { protectsPerson, type FactsBefore, happenedBefore, timeOfDeed, type DatedCommand } from '@case-timeline/casework'

/**
 * The facts of a case that had happened before the act of a command, in the order in which they happened, whenever they
 * were recorded. In doubt they count as before it: see `happenedBefore`.
 * @throws RangeError for a zone or a day that does not exist
 */
export const factsBefore = (command: DatedCommand): FactsBefore => {
  const deed = timeOfDeed(command)
  return (facts) => happenedBefore(facts, deed, protectsPerson).facts
}

/** The same, without what permits the act and may be later: in doubt, there was no consent. */
export const factsSurelyBefore = (command: DatedCommand): FactsBefore => {
  const deed = timeOfDeed(command)
  return (recorded) => {
    const { facts, uncertain } = happenedBefore(recorded, deed, protectsPerson)
    return facts.filter((fact) => protectsPerson(fact) || !uncertain.includes(fact))
  }
}

/** The facts that happened after the act of a command, and are on record already. */
export const factsSince = (command: DatedCommand): FactsBefore => {
  const deed = timeOfDeed(command)
  return (facts) => happenedBefore(facts, deed, protectsPerson).later
}

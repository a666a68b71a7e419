import { happenedBefore, timeOfDeed, type Dated, type DatedCommand, type TimeOfDeed } from '@case-timeline/casework'
import type { Protection, Protections } from './court-case.ts'

const PROTECTIVE = () => true

const mayPrecede = (fact: Dated, deed: TimeOfDeed): boolean => happenedBefore([fact], deed, PROTECTIVE).facts.length > 0

const surelyPrecedes = (fact: Dated, deed: TimeOfDeed): boolean => {
  const { facts, uncertain } = happenedBefore([fact], deed, PROTECTIVE)
  return facts.length > uncertain.length
}

/**
 * The measures that the court had ordered before the act of a command, and had not lifted before it, whenever the orders
 * were recorded. In doubt a measure was ordered before the act, and lifted after it. Their last day is not compared.
 */
export const protectionsAt = ({ protections, liftedProtections }: Protections, command: DatedCommand): readonly Protection[] => {
  const deed = timeOfDeed(command)
  const stillOrdered = liftedProtections.filter(({ lifted }) => !surelyPrecedes(lifted, deed))
  return [...Object.values(protections), ...stillOrdered].filter(({ ordered }) => mayPrecede(ordered, deed))
}

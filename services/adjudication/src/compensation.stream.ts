import {
  compensationCommands,
  CompensationOrdered,
  CompensationPaid,
  ConfiscationOrdered,
  CourtCaseRegistered,
} from '@case-timeline/contracts'
import { standing, type Aggregate } from '@case-timeline/event-store'
import { compensation } from './domain/compensation.decide.ts'
import type { Compensation, CompensationCommand, CompensationEvent, KnownOfTheCase } from './domain/compensation.ts'

/** The streams `adjudication.compensation-<orderId>`: one order of compensation and its payments each. */
export const compensationStream: Aggregate<Compensation, CompensationCommand, CompensationEvent> = {
  service: 'adjudication',
  name: 'compensation',
  events: [CompensationOrdered, CompensationPaid],
  commands: compensationCommands,
  decider: compensation,
  streamId: (_, { orderId }) => orderId,
  known: (history, { name }) => {
    if (name !== 'OrderCompensation') return { known: { courtCaseRegistered: true, confiscatedForVictims: false }, read: [] }
    const registered = standing(history, CourtCaseRegistered)
    const confiscated = standing(history, ConfiscationOrdered).filter(({ data }) => data.destination === 'victimFund')
    const known: KnownOfTheCase = { courtCaseRegistered: registered.length > 0, confiscatedForVictims: confiscated.length > 0 }
    return { known, read: [...registered, ...confiscated].map(({ stored }) => stored) }
  },
}

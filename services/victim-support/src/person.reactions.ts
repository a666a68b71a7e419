import { OpenSupportCase, PresumedVictimIdentified } from '@case-timeline/contracts'
import { handover } from '@case-timeline/service-kit'
import { personStream } from './person.stream.ts'

/** Whoever is identified as a presumed victim is offered support; the offer depends on nothing. */
export const offersSupport = handover({
  name: 'victim-support.offers-support',
  on: PresumedVictimIdentified,
  aggregate: personStream,
  command: OpenSupportCase,
  data: ({ personRef }) => ({ personRef, origin: 'identification' as const }),
})

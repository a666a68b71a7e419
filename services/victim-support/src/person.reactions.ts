import { Controller } from '@nestjs/common'
import { notice, takesIn } from '@case-timeline/case-record'
import {
  adjudicationDetention,
  BailDecided,
  HearingAdjourned,
  HearingDateOrdered,
  HearingScheduled,
  investigationDetention,
  OpenSupportCase,
  PresumedVictimIdentified,
  prosecutionDetention,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { handover, Handovers, ReactsTo } from '@case-timeline/service-kit'
import { personStream } from './person.stream.ts'

/** Whoever is identified as a presumed victim is offered support; the offer depends on nothing. */
export const offersSupport = handover({
  name: 'victim-support.offers-support',
  on: PresumedVictimIdentified,
  aggregate: personStream,
  command: OpenSupportCase,
  data: ({ personRef }) => ({ personRef, origin: 'identification' as const }),
})

const detentions = [investigationDetention, prosecutionDetention, adjudicationDetention]

/** What victim support hears of at once, because she has to be told: who is free, when she is heard, how it ended. */
export const hearsOfTheCase = takesIn('victimSupport', 'victim-support.hears-of-the-case', [
  notice(BailDecided, 'tellTheVictim', ({ accusedRef }) => ({ personRef: accusedRef })),
  ...detentions.map(({ DetentionEnded }) => notice(DetentionEnded, 'tellTheVictim', ({ personRef }) => ({ personRef }))),
  notice(HearingDateOrdered, 'tellTheVictim'),
  notice(HearingScheduled, 'tellTheVictim'),
  notice(HearingAdjourned, 'tellTheVictim'),
  notice(VerdictDelivered, 'tellTheVictim', ({ chargeId, accusedRef }) => ({ personRef: accusedRef, chargeIds: [chargeId] })),
  notice(SentenceImposed, 'tellTheVictim', ({ chargeId }) => ({ chargeIds: [chargeId] })),
])

@Controller()
export class PersonReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(offersSupport)
  offersSupport(event: StoredEvent) {
    return this.handovers.take(offersSupport, event)
  }

  @ReactsTo(hearsOfTheCase)
  hearsOfTheCase(event: StoredEvent) {
    return this.handovers.take(hearsOfTheCase, event)
  }
}

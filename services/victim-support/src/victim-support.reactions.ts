import { Controller } from '@nestjs/common'
import { isRecordedBy } from '@case-timeline/access'
import { handoverTrigger, incomingHandovers } from '@case-timeline/shared-aggregates'
import {
  AccusedSevered,
  adjudicationDetention,
  AppealDecided,
  BailDecided,
  ChargesEnded,
  HearingAdjourned,
  HearingDateOrdered,
  HearingScheduled,
  JoinderEnded,
  investigationDetention,
  OpenSupportCase,
  PartsJoined,
  PresumedVictimIdentified,
  prosecutionDetention,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { handover, Handovers, ReactsTo } from '@case-timeline/reactions'
import { personStream } from './person/person.stream.ts'

/**
 * Support is offered to every identified presumed victim, without conditions. Whom support identified itself, it supports
 * already.
 */
export const offerSupport = handover({
  name: 'victim-support.offer-support',
  on: PresumedVictimIdentified,
  aggregate: personStream,
  command: OpenSupportCase,
  data: ({ personRef }) => ({ personRef, origin: 'identification' as const }),
  concerns: async ({ id }, _, history) => !(await history()).some((event) => event.id === id && isRecordedBy('victimSupport', event)),
})

const detentions = [investigationDetention, prosecutionDetention, adjudicationDetention]

/** Events received at once because the victim has to be notified of them: releases, hearing dates, case outcomes. */
export const receiveCaseNotices = incomingHandovers('victimSupport', 'victim-support.receive-case-notices', [
  handoverTrigger(BailDecided, 'notifyVictim', ({ accusedRef }) => ({ personRef: accusedRef })),
  ...detentions.map(({ DetentionEnded }) => handoverTrigger(DetentionEnded, 'notifyVictim', ({ personRef }) => ({ personRef }))),
  handoverTrigger(HearingDateOrdered, 'notifyVictim'),
  handoverTrigger(HearingScheduled, 'notifyVictim'),
  handoverTrigger(HearingAdjourned, 'notifyVictim'),
  handoverTrigger(VerdictDelivered, 'notifyVictim', ({ chargeId, accusedRef }) => ({ personRef: accusedRef, chargeIds: [chargeId] })),
  handoverTrigger(SentenceImposed, 'notifyVictim', ({ chargeId }) => ({ chargeIds: [chargeId] })),
  handoverTrigger(AppealDecided, 'notifyVictim', ({ effects }) => ({ chargeIds: effects.map(({ chargeId }) => chargeId) })),
  handoverTrigger(ChargesEnded, 'notifyVictim', ({ chargeIds, accusedRef }) => ({ personRef: accusedRef, chargeIds })),
  // The victim may have to testify in another court, or once more.
  handoverTrigger(AccusedSevered, 'notifyVictim', ({ chargeIds }) => ({ chargeIds })),
  handoverTrigger(PartsJoined, 'notifyVictim', ({ chargeIds }) => ({ chargeIds })),
  handoverTrigger(JoinderEnded, 'notifyVictim'),
])

@Controller()
export class PersonReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(offerSupport)
  offerSupport(event: StoredEvent) {
    return this.handovers.receive(offerSupport, event)
  }

  @ReactsTo(receiveCaseNotices)
  receiveCaseNotices(event: StoredEvent) {
    return this.handovers.receive(receiveCaseNotices, event)
  }
}

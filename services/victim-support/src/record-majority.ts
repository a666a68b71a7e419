import { ConsentGranted, RecordMajority, encryptionLabel } from '@case-timeline/contracts'
import { actingAgencyOf, type RecordedEvent } from '@case-timeline/casework'
import { handle } from '@case-timeline/commands'
import { commandIdForReaction, historyOf } from '@case-timeline/event-store'
import { eachApart, type ScheduledJob, type JobContext } from '@case-timeline/service-kit'
import { personStream } from './person/person.stream.ts'
import { consentsView } from './views/consents/consents.view.ts'

const JOB_NAME = 'victimSupport.record-majority'
const MAJORITY_DAY_LABEL = encryptionLabel(ConsentGranted.type, 'comesOfAgeOn')

/** The consents of a case that a guardian gave, before the person comes of age. */
interface GuardianConsents {
  readonly caseId: string
  readonly consentIds: readonly string[]
}

const guardianConsentsIn = async ({ db }: JobContext): Promise<readonly GuardianConsents[]> => {
  const consents = await db
    .getRepository(consentsView.entity)
    .createQueryBuilder('consent')
    .where("consent.by = 'guardian' and consent.state in ('granted', 'narrowed')")
    .getMany()
  return [...new Set(consents.map(({ caseId }) => caseId))].map((caseId) => ({
    caseId,
    consentIds: consents.filter((consent) => consent.caseId === caseId).map(({ consentId }) => consentId),
  }))
}

/** A person who has come of age, and the consent that contains the date. */
interface ReachedMajority {
  readonly personRef: string
  readonly consent: RecordedEvent
}

/** The persons of a case who are of age on a day (YYYY-MM-DD). Erased or damaged dates are skipped. */
const reachedMajorityIn = async (
  { context, vault }: JobContext,
  { caseId, consentIds }: GuardianConsents,
  today: string,
): Promise<readonly ReachedMajority[]> => {
  const granted = historyOf(await context.store.readCase(caseId))
    .facts('victimSupport.ConsentGranted')
    .flatMap(({ data, stored }) =>
      data.comesOfAgeOn !== undefined && data.grantedBy === 'guardian' && consentIds.includes(data.consentId)
        ? [{ personRef: data.personRef, encrypted: data.comesOfAgeOn, consent: stored }]
        : [],
    )
  if (granted.length === 0) return []
  const opened = await vault.open(granted.map(({ encrypted }) => ({ label: MAJORITY_DAY_LABEL, encrypted })))
  return granted.filter((_, index) => {
    const day = opened[index]
    return day?.state === 'opened' && String(day.value) <= today
  })
}

const recordMajority = ({ context }: JobContext, { personRef, consent }: ReachedMajority) => {
  const { caseId = '', id, envelope } = consent
  const actor = { userId: 'system.victimSupport.record-majority', agencyId: actingAgencyOf(envelope.actor), role: 'system' }
  return handle(context, personStream, {
    caseId,
    name: RecordMajority.name,
    // No `occurredAt`: the day is the person’s birthday.
    body: { data: { personRef } },
    actor,
    commandId: commandIdForReaction(JOB_NAME, id, RecordMajority.name),
    retryable: true,
    correlationId: envelope.correlationId,
    causationId: id,
    jurisdiction: envelope.jurisdiction,
  })
}

/**
 * Records majority for each person for whom a guardian consented, on the day that is encrypted in the consent.
 * The decrypted day is only compared here and never disclosed, so no access to it is logged.
 */
export const recordMajorityJob: ScheduledJob = {
  name: 'record-majority',
  everySeconds: 3_600,
  run: async (jobContext) => {
    const today = (await jobContext.storeTime()).slice(0, 10)
    await eachApart(await guardianConsentsIn(jobContext), jobContext.signal, async (guardianConsents) => {
      for (const reached of await reachedMajorityIn(jobContext, guardianConsents, today)) await recordMajority(jobContext, reached)
    })
  },
}

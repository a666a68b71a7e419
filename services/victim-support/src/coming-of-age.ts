import { ConsentGranted, RecordMajority, sealLabel } from '@case-timeline/contracts'
import { commandIdForReaction, handle, standing, type StoredEvent } from '@case-timeline/event-store'
import type { Chore, Household } from '@case-timeline/service-kit'
import { personStream } from './person.stream.ts'
import { ConsentTable } from './views/consents/consents.entity.ts'

const NAME = 'victimSupport.coming-of-age'
const DAY_OF_MAJORITY = sealLabel(ConsentGranted.type, 'comesOfAgeOn')

/** The consents of a case that a guardian gave, and on which she does not answer herself yet. */
interface Waiting {
  readonly caseId: string
  readonly consentIds: readonly string[]
}

const waitingIn = async ({ db }: Household): Promise<readonly Waiting[]> => {
  const consents = await db
    .getRepository(ConsentTable)
    .createQueryBuilder('consent')
    .where("consent.by = 'guardian' and consent.state in ('granted', 'narrowed')")
    .getMany()
  return [...new Set(consents.map(({ caseId }) => caseId))].map((caseId) => ({
    caseId,
    consentIds: consents.filter((one) => one.caseId === caseId).map(({ consentId }) => consentId),
  }))
}

/** Of one girl, by which consent it is known. */
interface OfAge {
  readonly personRef: string
  readonly consent: StoredEvent
}

/** Who of a case is of age on a day. What was erased, or damaged, says nothing of anybody. */
const ofAgeIn = async ({ desk, vault }: Household, { caseId, consentIds }: Waiting, today: string): Promise<readonly OfAge[]> => {
  const granted = standing(await desk.store.readCase(caseId), ConsentGranted).flatMap(({ data, stored }) =>
    data.comesOfAgeOn !== undefined && data.grantedBy === 'guardian' && consentIds.includes(data.consentId)
      ? [{ personRef: data.personRef, sealed: data.comesOfAgeOn, consent: stored }]
      : [],
  )
  if (granted.length === 0) return []
  const opened = await vault.open(granted.map(({ sealed }) => ({ label: DAY_OF_MAJORITY, sealed })))
  return granted.filter((_, at) => {
    const day = opened[at]
    return day?.state === 'opened' && String(day.value) <= today
  })
}

const record = ({ desk, jurisdiction }: Household, { personRef, consent }: OfAge) => {
  const { caseId = '', id, envelope } = consent
  const actor = { userId: 'system.victimSupport.coming-of-age', agencyId: envelope.actor.agencyId, role: 'system' }
  return handle(desk, personStream, {
    caseId,
    name: RecordMajority.name,
    // The day itself is her birthday.
    body: { data: { personRef } },
    actor,
    commandId: commandIdForReaction(NAME, id, RecordMajority.name),
    keyed: true,
    correlationId: envelope.correlationId,
    causationId: id,
    jurisdiction,
  })
}

/**
 * Records of each girl for whom a guardian consented that she has come of age, once the day has come that was sealed with the consent.
 * The day is compared here and given to nobody, so no opening is recorded; that it has come is what the record says from then on.
 */
export const watchesComingOfAge: Chore = {
  name: 'coming-of-age',
  everySeconds: 3_600,
  run: async (household) => {
    const today = household.desk.now().slice(0, 10)
    for (const waiting of await waitingIn(household)) {
      if (household.signal.aborted) return
      for (const one of await ofAgeIn(household, waiting, today)) await record(household, one)
    }
  },
}

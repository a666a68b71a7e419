import {
  ConsentGranted,
  ConsentWithdrawn,
  GuardianAppointed,
  ReferralAnswered,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  SupportCaseOpened,
} from '@case-timeline/contracts'
import { withChangedEntries, entry, folding } from './folding.ts'

/** How the facts of victim support change a case file. */
export const supportFacts = folding(
  [SupportCaseOpened, RightsInformed, RiskAssessed, GuardianAppointed, ConsentGranted, ConsentWithdrawn, ReferralMade, ReferralAnswered],
  {
    'victimSupport.SupportCaseOpened': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, () => ({ support: entry(event) })),
    }),
    'victimSupport.RightsInformed': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, ({ rightsInformed }) => ({ rightsInformed: [...rightsInformed, entry(event)] })),
    }),
    'victimSupport.RiskAssessed': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, () => ({ risk: entry(event) })),
    }),
    'victimSupport.GuardianAppointed': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, () => ({ guardian: entry(event) })),
    }),
    'victimSupport.ConsentGranted': ({ consents }, event) => ({ consents: [...consents, { ...entry(event), withdrawals: [] }] }),
    'victimSupport.ConsentWithdrawn': ({ consents }, event) => ({
      consents: withChangedEntries(
        consents,
        ({ consentId }) => consentId === event.data.consentId,
        ({ withdrawals }) => ({ withdrawals: [...withdrawals, entry(event)] }),
      ),
    }),
    'victimSupport.ReferralMade': ({ referrals }, event) => ({ referrals: [...referrals, { ...entry(event), answers: [] }] }),
    'victimSupport.ReferralAnswered': ({ referrals }, event) => ({
      referrals: withChangedEntries(
        referrals,
        ({ referralId }) => referralId === event.data.referralId,
        ({ answers }) => ({ answers: [...answers, entry(event)] }),
      ),
    }),
  },
)

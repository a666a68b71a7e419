const expectedChallenge = (
  ruleId: string,
  agency: string,
  month: string,
  times: { readonly warned: number } | { readonly missed: number },
) => ({
  ruleId,
  agency,
  month,
  warned: 0,
  missed: 0,
  ...times,
  initiatives: [],
})

/** The expected local challenges: they name no case and no person. */
export const EXPECTED_CHALLENGES: readonly ReturnType<typeof expectedChallenge>[] = [
  expectedChallenge('case.other-side-agrees-to-link', 'ph-police', '2026-03', { warned: 1 }),
  expectedChallenge('case.other-side-agrees-to-link', 'ph-police-cebu', '2026-03', { warned: 1 }),
  expectedChallenge('investigation.detention-stays-within-limit', 'ph-police', '2026-03', { warned: 2 }),
  expectedChallenge('investigation.detention-ends-within-limit', 'ph-police', '2026-03', { missed: 2 }),
  expectedChallenge('investigation.victim-consents-to-interview', 'ph-police', '2026-03', { warned: 1 }),
  expectedChallenge('prosecution.victim-detention-is-reviewed-in-time', 'ph-prosecution', '2026-03', { missed: 1 }),
  expectedChallenge('prosecution.age-needs-proof', 'ph-prosecution', '2026-04', { warned: 1 }),
  expectedChallenge('prosecution.detention-has-known-limit', 'ph-prosecution', '2026-04', { warned: 1 }),
  expectedChallenge('prosecution.victim-is-notified-of-decision-in-time', 'ph-prosecution', '2026-05', { missed: 2 }),
  expectedChallenge('prosecution.victim-is-notified-of-decision-in-time', 'ph-prosecution', '2026-06', { missed: 2 }),
  expectedChallenge('prosecution.victim-is-notified-of-decision-in-time', 'ph-prosecution', '2026-09', { missed: 3 }),
  expectedChallenge('adjudication.protection-request-is-answered-in-time', 'ph-rtc-manila', '2026-04', { missed: 1 }),
  expectedChallenge('adjudication.intelligence-is-certified-before-admission', 'ph-rtc-manila', '2026-06', { warned: 1 }),
  expectedChallenge('adjudication.ordered-measures-are-in-force', 'ph-rtc-manila', '2026-07', { warned: 1 }),
  expectedChallenge('adjudication.compensation-is-paid-in-time', 'ph-rtc-manila', '2026-10', { missed: 1 }),
  expectedChallenge('victimSupport.risk-is-reviewed-in-time', 'ph-social-welfare', '2026-03', { missed: 1 }),
  expectedChallenge('victimSupport.risk-is-reviewed-in-time', 'ph-social-welfare', '2026-04', { missed: 1 }),
  expectedChallenge('victimSupport.risk-is-reassessed-after-incident', 'ph-social-welfare', '2026-06', { missed: 1 }),
]

/** Specifications that must pass with every event store and every feed. */
export const EVERYWHERE = 'handover|referral|rejected-dossier|operations|casectl|demo|exclusion|deadlines|events-outbound|log-went-back'
  .split('|')
  .map((name) => `services/casectl/src/${name}.e2e.spec.ts`)

// The entry point of the service `casectl` of Compose: runs any command with a token of a user of the demo, by default of
// its auditor.
import { tokenFor } from './token.mjs'

process.env.CASE_TIMELINE_TOKEN = await tokenFor({ userId: process.env.CASECTL_USER ?? 'a.ramos' })
await import('/app/services/casectl/dist/main.js')

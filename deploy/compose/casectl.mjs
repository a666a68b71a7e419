// The entry point of the service `casectl` of Compose: runs any command with a token of the demo's auditor, a.ramos.
import { tokenFor } from './token.mjs'

process.env.CASE_TIMELINE_TOKEN = await tokenFor({ userId: 'a.ramos' })
await import('/app/services/casectl/dist/main.js')

// Runs in the image of casectl: any command of it, as the auditor of the demo users.
import { tokenFor } from './token.mjs'

process.env.CASE_TIMELINE_TOKEN = await tokenFor({ userId: 'a.ramos' })
await import('/app/services/casectl/dist/main.js')

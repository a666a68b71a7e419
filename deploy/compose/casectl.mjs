// The entry point of the service `casectl` of Compose: runs any command with a token of a user of the demo, by default of
// its auditor.
const { passwordTokens } = await import('/app/services/casectl/dist/password-tokens.js')

const { CASECTL_USER: userId = 'a.ramos', ISSUER } = process.env
const tokenFor = passwordTokens({ tokenEndpoint: `${ISSUER}/protocol/openid-connect/token`, client: 'case-timeline' }, process.env)
process.env.CASE_TIMELINE_TOKEN = await tokenFor({ userId })
await import('/app/services/casectl/dist/main.js')

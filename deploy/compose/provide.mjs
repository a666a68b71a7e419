// Runs in the image of casectl: makes the databases with the passwords of deploy/.env. A second run changes nothing.
const { PARTS, provideDatabases, serviceLogins } = await import('/app/libs/service-kit/dist/index.js')

const { ADMIN_URL, EVENTSTOREDB_URL } = process.env
const PASSWORDS = {
  investigation: process.env.DATABASE_PASSWORD_INVESTIGATION,
  prosecution: process.env.DATABASE_PASSWORD_PROSECUTION,
  adjudication: process.env.DATABASE_PASSWORD_ADJUDICATION,
  victimSupport: process.env.DATABASE_PASSWORD_VICTIM_SUPPORT,
  auditTrail: process.env.DATABASE_PASSWORD_AUDIT_TRAIL,
}

const parts = PARTS.filter((part) => part !== 'events' || !EVENTSTOREDB_URL)
const passwordByLogin = new Map(serviceLogins('', parts).map(({ login, service }) => [login, PASSWORDS[service]]))
await provideDatabases({ adminUrl: ADMIN_URL, parts, passwordOf: (login) => passwordByLogin.get(login) })
console.log('The databases of all services are ready.')

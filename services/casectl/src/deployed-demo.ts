import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { DEMO, DemoStopped, playToEnd, scenario, sumOf } from './demo.ts'
import { EXIT, Failure } from './failure.ts'
import { passwordTokens, type TokenEndpoint } from './password-tokens.ts'
import { type Environment, targetOf } from './profiles.ts'
import { type Screen, show } from './screen.ts'

/** The addresses of all services. @throws Failure when one is missing */
const addressesIn = async (env: Environment): Promise<Readonly<Record<ServiceName, string>>> => {
  const target = await targetOf({}, { CASE_TIMELINE_URLS: env['CASE_TIMELINE_URLS'] })
  const missing = SERVICES.filter((service) => target?.urls[service] === undefined)
  if (missing.length > 0)
    throw new Failure(
      `CASE_TIMELINE_URLS has no address of ${missing.join(', ')}.`,
      [`set it to the addresses of all five services: ${SERVICES.map((service) => `${service}=https://…`).join(',')}`],
      EXIT.usage,
    )
  return target?.urls as Record<ServiceName, string>
}

/** Plays the demo case against running services, each persona with a token of the identity provider. */
export const playDeployedDemo = async (screen: Screen, env: Environment, endpoint: TokenEndpoint): Promise<void> => {
  const urls = await addressesIn(env)
  const tokenFor = passwordTokens(endpoint, env)
  const demo = await scenario(DEMO)
  const counts = await playToEnd({ urls, tokenFor }, demo).catch((failure: unknown) => {
    if (!(failure instanceof DemoStopped)) throw failure
    throw new Failure(failure.message, [
      'check that the services have the settings of helm/case-timeline/values/demo.yaml, and accept tokens of this identity provider',
      'then run it again: what is recorded is not recorded twice',
    ])
  })
  show(screen, { caseId: demo.caseId, ...counts }, () => `Demo case ${demo.caseId}: ${sumOf(counts)}, as expected.`)
}

import { checkLaw, ConfigurationError, loadLaw } from '@case-timeline/service-kit'
import { DESCRIPTIONS } from '../descriptions.ts'
import { EXIT, Failure } from '../failure.ts'

/**
 * Loads the policy of a jurisdiction, with the same checks as the services.
 * @param folder of the policies; default: `deploy/policy`
 * @throws Failure if it is invalid, or there is none
 */
export const checkedLaw = async (jurisdiction: string, folder: string | undefined) => {
  try {
    const law = await loadLaw(jurisdiction, folder)
    for (const service of DESCRIPTIONS) checkLaw(law, service)
    return law
  } catch (error) {
    if (error instanceof ConfigurationError) throw new Failure(error.message, ['see docs/how-to/set-the-policy.md'], EXIT.usage)
    throw error
  }
}

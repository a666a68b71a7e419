import type { Program } from '../deployment/commands.ts'

const today = (): string => new Date().toISOString().slice(0, 10)

/** The commands that read the policies of POLICY_DIR. */
export const addPolicyCommands = ({ casectl, command, screen, env }: Program): void => {
  const policy = casectl.command('policy').description('commands for the policies of POLICY_DIR (default: those of this release)')
  command(
    policy,
    'gaps <jurisdiction>',
    'show what the policy of a country leaves open: limits, offences, non-punishment, dates in force, sources that nobody has read',
  )
    .option('--on <day>', 'the day on which a clock has to be in force', today())
    .action(async (jurisdiction: string, { on }: { on: string }) => {
      const { policyGaps } = await import('./policy-gaps.ts')
      await policyGaps(screen(), env, jurisdiction, on)
    })
  command(policy, 'replay', 'judge the commands of the log again under another policy: which warnings appear and vanish; records nothing')
    .requiredOption('--policy <file>', 'the policy')
    .option('--stores <file>', 'stores file of the system; default: the running system')
    .action(async (options: { policy: string; stores?: string }) => {
      const [{ policyReplay }, { storesFile }] = await Promise.all([import('./policy-replay.ts'), import('../import/destination.ts')])
      const { data } = casectl.opts<{ data: string }>()
      await policyReplay(screen(), env, { policy: options.policy, stores: options.stores ?? storesFile(data) })
    })
}

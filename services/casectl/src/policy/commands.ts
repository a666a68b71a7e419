import type { Program } from '../deployment/commands.ts'

const today = (): string => new Date().toISOString().slice(0, 10)

/** The commands that read the policies of POLICY_DIR. */
export const addPolicyCommands = ({ casectl, command, screen, env }: Program): void => {
  const policy = casectl.command('policy').description('commands for the policies of POLICY_DIR (default: those of this release)')
  command(
    policy,
    'gaps <jurisdiction>',
    'show what the policy of a country leaves open: clocks without value or in force no longer, offences, sources that nobody has read',
  )
    .option('--on <day>', 'the day on which a clock has to be in force', today())
    .action(async (jurisdiction: string, { on }: { on: string }) => {
      const { policyGaps } = await import('./policy-gaps.ts')
      await policyGaps(screen(), env, jurisdiction, on)
    })
}

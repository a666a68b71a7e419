import { ConnectionStringError, restrictAccess } from '@case-timeline/event-store/drivers'
import { EXIT, Failure } from '../failure.ts'
import { type Screen, show } from '../screen.ts'

/**
 * Gives the logins of the services their rights in an EventStoreDB, which its administrator has created.
 * @throws Failure
 */
export const restrictEventStore = async (screen: Screen, adminUrl: string, parts: string): Promise<void> => {
  if (parts !== 'events')
    throw new Failure('ADMIN_URL is an EventStoreDB, which keeps the events only.', ['casectl provide --parts events'], EXIT.usage)
  const changes = await restrictAccess(adminUrl).catch((failure: Error) => {
    if (failure instanceof ConnectionStringError) throw new Failure(`ADMIN_URL ${failure.message}.`, [], EXIT.usage)
    throw new Failure(`EventStoreDB at ADMIN_URL did not accept the rights (${failure.message || failure.name}).`, [
      'check the address, and that the login is an administrator',
    ])
  })
  show(screen, { changes }, () =>
    changes.length === 0
      ? 'Nothing was to do: the logins of the services have their rights.'
      : changes.map((change) => `changed  ${change}`).join('\n'),
  )
}

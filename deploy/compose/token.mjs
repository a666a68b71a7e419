const { DEMO_PASSWORD, ISSUER } = process.env

/** A token of the identity provider for one of the demo users. */
export const tokenFor = async ({ userId }) => {
  const body = new URLSearchParams({ grant_type: 'password', client_id: 'case-timeline', username: userId, password: DEMO_PASSWORD })
  const answer = await fetch(`${ISSUER}/protocol/openid-connect/token`, { method: 'POST', body })
  const { access_token: token } = await answer.json()
  if (!token) throw new Error(`the identity provider gave ${userId} no token (status ${answer.status})`)
  return token
}

/** Who is signed in: an identity token of Amazon Cognito, which the tab keeps until it is closed. */

const STORED_AS = 'user-files.session';

/** Signs in with a name and a password; throws with a sentence for people. */
export async function signIn({ CognitoUrl, ClientId }, name, password) {
  const response = await fetch(CognitoUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
    body: JSON.stringify({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters: { USERNAME: name, PASSWORD: password } }),
  }).catch(() => { throw new Error('Signing in is not possible: Cognito cannot be reached.'); });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.message ?? 'Cognito refused.');
  }
  if (answer.AuthenticationResult === undefined) {
    throw new Error(`Cognito asks for more than a password (${answer.ChallengeName}), which this page does not offer.`);
  }
  const session = { name, token: answer.AuthenticationResult.IdToken };
  sessionStorage.setItem(STORED_AS, JSON.stringify(session));
  return session;
}

/** The session of before the page was loaded again, unless its token has expired. */
export function storedSession() {
  const session = JSON.parse(sessionStorage.getItem(STORED_AS));
  return session !== null && expiryOf(session.token) > Date.now() ? session : undefined;
}

export function forgetSession() {
  sessionStorage.removeItem(STORED_AS);
}

function expiryOf(token) {
  const claims = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
  return JSON.parse(atob(claims)).exp * 1000;
}

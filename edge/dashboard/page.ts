/** The page of the dashboard; it holds nothing of a request. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>firstbyte: requests</title>
<link rel="stylesheet" href="/dashboard/page.css">
<script src="/dashboard/page.js" defer></script>
</head>
<body>
<header>
<h1>Requests</h1>
<p id="state" role="status">Connecting</p>
</header>
<form id="login" hidden>
<label>Token <input id="token" type="password" autocomplete="off" required></label>
<button>Show</button>
</form>
<div id="controls">
<button id="pause" type="button" aria-pressed="false">Pause</button>
<label><input id="trouble" type="checkbox"> Only what went wrong, or was retried</label>
</div>
<ul id="legend" aria-label="Legend">
<li><span class="swatch waiting"></span>waiting</li>
<li><span class="swatch lost"></span>lost attempt</li>
<li><span class="swatch hedged"></span>overtaken</li>
<li><span class="swatch streaming"></span>streaming</li>
<li><span class="swatch mark"></span>first content</li>
<li><span class="swatch dead"></span>went wrong</li>
</ul>
<ol id="requests" aria-label="Requests, the last one first"></ol>
<p id="none">No request yet. Up and down move between requests, Enter shows one's attempts.</p>
</body>
</html>
`;
